package dev.weir.coalesce;

import dev.weir.message.Target;

/** One entity in one lane: what order and newest state are kept for. */
public record EntityKey(Target target, String entity) {}
