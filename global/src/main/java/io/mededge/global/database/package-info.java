/**
 * The way to Cassandra: one session for the whole tier, which connects in the background, creates what is missing and says whether it is ready.
 * Statements belong to the stores of the features. Start reading at {@link io.mededge.global.database.CassandraStore}.
 */
@NullMarked
package io.mededge.global.database;

import org.jspecify.annotations.NullMarked;
