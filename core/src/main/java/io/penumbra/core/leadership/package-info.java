/** Who may speak: epochs are compared here and nowhere else. */
@NullMarked
package io.penumbra.core.leadership;

import org.jspecify.annotations.NullMarked;
