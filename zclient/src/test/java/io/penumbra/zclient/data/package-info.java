@NullMarked
package io.penumbra.zclient.data;

import org.jspecify.annotations.NullMarked;
