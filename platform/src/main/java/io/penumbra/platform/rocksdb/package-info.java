/** The master's state, in RocksDB. */
@NullMarked
package io.penumbra.platform.rocksdb;

import org.jspecify.annotations.NullMarked;
