#include <stdio.h>

int main(void) {
  puts("egret");
  return 0;
}
