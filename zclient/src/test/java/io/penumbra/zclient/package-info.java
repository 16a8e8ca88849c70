@NullMarked
package io.penumbra.zclient;

import org.jspecify.annotations.NullMarked;
