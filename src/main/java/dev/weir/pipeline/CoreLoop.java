package dev.weir.pipeline;

import dev.weir.source.CoreClock;
import java.util.concurrent.Executor;

/**
 * The one thread that owns the core's state, and its clock. The core does everything through it, so that a test can drive
 * it on virtual time.
 */
public interface CoreLoop extends Executor, CoreClock {}
