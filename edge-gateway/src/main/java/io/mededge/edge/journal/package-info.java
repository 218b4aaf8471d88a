/**
 * Every record of this gateway, durable before anybody is told: an SQLite database with one writer that commits in groups.
 *
 * <p>Start with {@link io.mededge.edge.journal.Journal}. A record is numbered in the transaction that stores it and stays until the region has
 * acknowledged it.
 */
@NullMarked
package io.mededge.edge.journal;

import org.jspecify.annotations.NullMarked;
