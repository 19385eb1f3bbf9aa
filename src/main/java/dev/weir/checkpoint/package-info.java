/**
 * Where Event Hubs' partitions keep who owns them and how far they have come: the SDK's checkpoint store on memory, a
 * file, Redis or blob storage. It never decides who takes a partition or what is done with. Safe on any thread; what blocks
 * does so on Reactor's elastic threads.
 */
@NullMarked
package dev.weir.checkpoint;

import org.jspecify.annotations.NullMarked;
