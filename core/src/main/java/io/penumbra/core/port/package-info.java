/** The outside world as this system needs it; implemented once for real and once as a fake. */
@NullMarked
package io.penumbra.core.port;

import org.jspecify.annotations.NullMarked;
