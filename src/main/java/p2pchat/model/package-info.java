/**
 * Values that all rooms share. They depend on the JDK only, and are valid once created.
 *
 * <p>Comments here and in all rooms cite {@code docs/protocol.md}: "protocol 2.4" is a section of it, H1 to H24 are
 * hazards, I1 to I9 and L1 to L5 invariants, M1 to M19 rows of the mission.
 */
@NullMarked
package p2pchat.model;

import org.jspecify.annotations.NullMarked;
