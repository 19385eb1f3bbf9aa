/**
 * Files that one process keeps something in, past its end, and the thread that each has. What is in them is the business of who
 * opens them.
 */
@NullMarked
package dev.weir.file;

import org.jspecify.annotations.NullMarked;
