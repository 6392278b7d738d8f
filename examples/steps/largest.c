/* A step in C: the largest byte of the file `in`. Build it with `cc -O2 -o largest largest.c`. */
#include <stdio.h>

int main(void)
{
    FILE *file = fopen("in", "rb");
    int byte, largest = -1;

    if (file == NULL) {
        printf("{\"error\": \"Example.NoFile\", \"cause\": \"there is no file `in`\"}\n");
        return 1;
    }
    while ((byte = getc(file)) != EOF)
        if (byte > largest)
            largest = byte;
    fclose(file);
    fprintf(stderr, "the largest byte is %d\n", largest);
    printf("{\"largest\": %d}\n", largest);
    return 0;
}
