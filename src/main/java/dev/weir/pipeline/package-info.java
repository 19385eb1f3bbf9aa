/**
 * The order of the stages: what a delivery goes through from the source to its settlement, back-pressure and drain. One
 * thread owns the core's state; sources and the transport hand over to it. It knows no broker and no service.
 */
@NullMarked
package dev.weir.pipeline;

import org.jspecify.annotations.NullMarked;
