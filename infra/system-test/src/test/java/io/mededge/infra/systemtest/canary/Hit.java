package io.mededge.infra.systemtest.canary;

/**
 * A planted text that was found.
 *
 * @param where the file, topic, table or address
 * @param canary the planted text
 * @param form how it was written there, for example {@code UTF-8 in gzip}
 */
record Hit(String where, String canary, String form) {}
