/** What an installation is made of, and whether each part is well. */
package io.afterimage.console.system;
