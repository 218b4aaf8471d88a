/**
 * Looks for planted texts in everything outside the facility. Start with {@code CanaryScanner}, which finds a text in bytes however it was written
 * down; {@code OutsideWorld} gives it all bytes that the region and the world hold; {@code PhiCanaryIT} plants patients, and leaks that must be found.
 */
@NullMarked
package io.mededge.infra.systemtest.canary;

import org.jspecify.annotations.NullMarked;
