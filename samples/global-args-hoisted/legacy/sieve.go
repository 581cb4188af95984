package main

import "fmt"

func main() { fmt.Println(2, 3, 5, 7) }
