/** Calls between processes, over gRPC. */
@NullMarked
package io.penumbra.platform.grpc;

import org.jspecify.annotations.NullMarked;
