/** The only room that knows gRPC: domain values in, protobuf out, and back. */
@NullMarked
package p2pchat.transport;

import org.jspecify.annotations.NullMarked;
