/** The methods of the wire, named once, and the codecs of their messages. */
@NullMarked
package io.penumbra.platform.wire;

import org.jspecify.annotations.NullMarked;
