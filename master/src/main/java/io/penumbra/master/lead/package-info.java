/** Everything that exists only while this process leads, put together. */
@NullMarked
package io.penumbra.master.lead;

import org.jspecify.annotations.NullMarked;
