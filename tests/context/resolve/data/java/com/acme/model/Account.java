package com.acme.model;

public class Account extends Record {
    private Owner owner;

    public Account(Owner owner) {
        this.owner = owner;
        touch();
        // ^ -> com/acme/model/Record.java: void touch() [member]
    }

    public Owner getOwner() {
        return this.owner.self();
        //                ^ -> com/acme/model/Owner.java: public Owner self() [type]
    }

    public static Account of(Owner owner) { return new Account(owner); }
}
