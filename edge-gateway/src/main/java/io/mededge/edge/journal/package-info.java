/**
 * Every record of this gateway, durable before anybody is told: an SQLite database with one writer that commits in groups, sealed block by block
 * (docs/reference/journal.md).
 *
 * <p>Start with {@link io.mededge.edge.journal.Journal}. A record is numbered in the transaction that stores it and stays until the region has
 * acknowledged it. {@code JournalWriter} commits, {@code Resealer} prepares smaller blocks of what waits, {@code Housekeeping} puts them in place and deletes,
 * {@code JournalReader} gives out, {@code JournalStart} opens and {@code Salvage} takes over from a damaged journal.
 */
@NullMarked
package io.mededge.edge.journal;

import org.jspecify.annotations.NullMarked;
