/**
 * How features of this tier talk to PostgreSQL in plain sequence: {@link io.mededge.regional.database.Database} waits for each answer with a deadline,
 * {@link io.mededge.regional.database.Columns} makes one statement of many rows. The tables are in db/migration.
 */
@NullMarked
package io.mededge.regional.database;

import org.jspecify.annotations.NullMarked;
