/** Network between simulated processes: delays, broken connections, partitions. */
@NullMarked
package io.penumbra.testkit.network;

import org.jspecify.annotations.NullMarked;
