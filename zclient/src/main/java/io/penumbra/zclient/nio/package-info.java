/** A cluster as a file system of {@code java.nio.file}: {@code penumbra://host:port/path}. */
@NullMarked
package io.penumbra.zclient.nio;

import org.jspecify.annotations.NullMarked;
