package dev.weir.coalesce;

import dev.weir.message.LaneKey;

/** One entity in one lane: what order and newest state are kept for. */
public record EntityKey(LaneKey lane, String entity) {}
