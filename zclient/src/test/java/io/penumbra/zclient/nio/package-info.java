@NullMarked
package io.penumbra.zclient.nio;

import org.jspecify.annotations.NullMarked;
