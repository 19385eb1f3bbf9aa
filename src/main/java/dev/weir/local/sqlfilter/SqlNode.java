package dev.weir.local.sqlfilter;

/** A part of a parsed filter or action: parentheses hold either kind. */
sealed interface SqlNode permits Expression, Predicate {}
