/** The real world behind the ports: files, ZooKeeper, gRPC, RocksDB, settings and TLS. */
@NullMarked
package io.penumbra.platform;

import org.jspecify.annotations.NullMarked;
