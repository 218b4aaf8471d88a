/** Classes that break the architecture's rules on purpose, so that a test can show that each rule finds what it is for. */
@NullMarked
package io.mededge.infra.systemtest.rules.offending;

import org.jspecify.annotations.NullMarked;
