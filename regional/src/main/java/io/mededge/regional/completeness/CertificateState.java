package io.mededge.regional.completeness;

/** How far a certificate has been dealt with. The order is the number in the database: only append. */
enum CertificateState {
    NEW,
    TAKEN,
    /** Not signed by its gateway. */
    REFUSED,
    /** Its key is not known yet; looked at again. */
    KEY_UNKNOWN
}
