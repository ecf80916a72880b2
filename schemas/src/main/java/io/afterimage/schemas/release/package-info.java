/** Which build of Afterimage this is. */
package io.afterimage.schemas.release;
