/** The bytes: chunk streams that survive the loss of a chunkserver, and checked reads. */
@NullMarked
package io.penumbra.zclient.data;

import org.jspecify.annotations.NullMarked;
