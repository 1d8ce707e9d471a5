package com.acme.model;

abstract class Record {
    void touch() {}
}
