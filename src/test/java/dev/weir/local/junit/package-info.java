/**
 * The local services for JUnit tests: {@link dev.weir.local.junit.LocalAzure} starts them on free ports and hands them to
 * tests. It is attached to the build as a test-jar; the program never carries it. JUnit's threads use it.
 */
@NullMarked
package dev.weir.local.junit;

import org.jspecify.annotations.NullMarked;
