/** Options that every service which handles pictures and models has, under the same names. */
package io.afterimage.registry.settings;
