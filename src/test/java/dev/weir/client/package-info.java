/**
 * The wire format as a client reads it, in Java: written from {@code docs/wire-format.md} alone, without the bridge's own
 * classes, so that a mistake of theirs shows. The tests' clients are this; {@code weir-client} is held to the same vectors.
 */
package dev.weir.client;
