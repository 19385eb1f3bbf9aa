package dev.weir.local.webpubsub;

/** Whom a REST send addresses. */
public enum TargetKind {
    ALL,
    GROUP,
    USER,
    CONNECTION
}
