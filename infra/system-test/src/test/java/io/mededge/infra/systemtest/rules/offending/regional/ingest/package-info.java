/** Part of the classes that break the rules on purpose. */
@NullMarked
package io.mededge.infra.systemtest.rules.offending.regional.ingest;

import org.jspecify.annotations.NullMarked;
