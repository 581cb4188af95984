package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println("mill", os.Args[1]) }
