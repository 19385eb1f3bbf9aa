/**
 * JSON Schemas of events: whether an event's data keeps one, and of what types its fields are, in CEL's words. It fetches
 * nothing: a schema is one file. Immutable once read; safe on any thread.
 */
@NullMarked
package dev.weir.schema;

import org.jspecify.annotations.NullMarked;
