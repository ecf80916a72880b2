/** How views of the console follow topics; knows nothing of what they hold. */
package io.afterimage.console.topics;
