/**
 * The global tier: takes what regions may say to the world, keeps the catalog of all devices and the hourly aggregates of all facilities, and shows them.
 * It knows nothing about a patient. Start reading with {@link io.mededge.global.Global}, which wires every feature.
 */
@NullMarked
package io.mededge.global;

import org.jspecify.annotations.NullMarked;
