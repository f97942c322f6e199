package org.hypergrad.bench.quick;

/**
 * A row of the table; a number that says nothing is 0.
 *
 * @param microseconds of one operation
 * @param spread of rounds: (largest − least) / median
 * @param entriesPerNanosecond non-zeros gone through
 * @param overReference how many times faster than the scalar reference
 * @param gigabytes a second that had to be read
 * @param ofTriad those as a part of the triad's
 * @param overPeers how many times faster than each peer, for people
 */
record Row(
    String work,
    String data,
    String by,
    double microseconds,
    double spread,
    double entriesPerNanosecond,
    double overReference,
    double gigabytes,
    double ofTriad,
    String overPeers) {}
