#include <stdio.h>

int main(void) {
  puts("plover");
  return 0;
}
