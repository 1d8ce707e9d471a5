package com.acme.model;

public class Owner {
    public Owner self() { return this; }

    public static String label(String of) { return of; }
}
