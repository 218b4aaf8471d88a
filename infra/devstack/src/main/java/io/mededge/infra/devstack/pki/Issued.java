package io.mededge.infra.devstack.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A key with its certificate chain, own certificate first, without the root. */
record Issued(PrivateKey key, List<X509Certificate> chain) {
    Issued {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }
}
