package e2e_test

var allianceOperations = []operation{}
