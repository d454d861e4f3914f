/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao-convert: the child that reads a document (convert.h), as a program
 * of its own.  nianbao can be its own child, too, but it is linked to 51
 * libraries where this needs 20, and to load them takes longer than to read a
 * short document.  Nobody calls it by hand.
 */
#include "crawler/convert.h"

int main(int argc, char **argv)
{
	return convert_child(argc, argv);
}
