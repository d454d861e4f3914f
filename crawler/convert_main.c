/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao-convert: the converter (convert.h) as a program of its own.  nianbao
 * can be that, too, but it is linked to 51 libraries where this needs 20, and
 * each child has a copy of what they take.  Nobody calls it by hand.
 */
#include "crawler/convert.h"

int main(void)
{
	return convert_serve();
}
