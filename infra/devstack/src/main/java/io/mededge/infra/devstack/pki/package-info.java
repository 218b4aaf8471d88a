/**
 * The certificates of one development system: a root, an intermediate and one P-256 certificate per process. Start with
 * {@link io.mededge.infra.devstack.pki.DevelopmentPki}. A production system brings its own; the programs only ever see PKCS 12 files and a password file.
 */
@NullMarked
package io.mededge.infra.devstack.pki;

import org.jspecify.annotations.NullMarked;
