/** The client library: files, streams and appends over a cluster. */
@NullMarked
package io.penumbra.zclient;

import org.jspecify.annotations.NullMarked;
